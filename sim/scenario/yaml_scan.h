/* scenario/yaml_scan.h: a look at the octets of a file before YAML is made of them, and the
 * table that turns libyaml's places (characters) into octets. */
#ifndef NETSTAGE_SCENARIO_YAML_SCAN_H
#define NETSTAGE_SCENARIO_YAML_SCAN_H

#include "scenario/diagnostic.h"

/* Octet offsets of every YAML_INDEX_STEP-th character. */
struct yaml_index {
    const char *text; /* behind the byte order mark */
    uint32_t length;
    uint32_t start; /* octets of the byte order mark */
    uint32_t characters;
    uint32_t *octet;
};

/* Checks that the source of *diagnostics is text without control characters and tabs, and
 * builds the index in *memory. False: it is not; an error has been added. */
bool yaml_scan(struct diagnostics *diagnostics, struct memory *memory,
               struct yaml_index *index) MUST_CHECK;

/* The octet of the source at which character number `character` (from 0) stands. */
uint32_t yaml_octet(const struct yaml_index *index, size_t character);

#endif
