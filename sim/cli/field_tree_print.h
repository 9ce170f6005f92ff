/* cli/field_tree_print.h: a frame with all its fields, as `decode -v` and the shell show it. */
#ifndef NETSTAGE_CLI_FIELD_TREE_PRINT_H
#define NETSTAGE_CLI_FIELD_TREE_PRINT_H

#include "field/dissect.h"

/* Prints a line for each field to standard output, and an empty one. */
void field_tree_print(const struct field_tree *tree);

#endif
