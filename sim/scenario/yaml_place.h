/* scenario/yaml_place.h: libyaml's own errors, told in sentences that help. */
#ifndef NETSTAGE_SCENARIO_YAML_PLACE_H
#define NETSTAGE_SCENARIO_YAML_PLACE_H

#include "scenario/yaml_scan.h"

#include <yaml.h>

/* Adds the error at which the parser has stopped. */
void yaml_report_syntax(struct diagnostics *diagnostics, const struct yaml_index *index,
                        const yaml_parser_t *parser);

#endif
