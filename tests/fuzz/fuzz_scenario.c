/* tests/fuzz/fuzz_scenario.c: a scenario file from a stranger. Seeds: tests/scenario/good,
 * scenarios, tests/scenario/bad. */
#include "scenario/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diagnostics diagnostics;
    struct growing out = {0};
    diagnostics_init(&diagnostics, "fuzz.yaml");
    struct scenario *scenario =
        scenario_load_text((const char *)data, size, "fuzz.yaml", &diagnostics);
    if ((scenario != NULL) != (diagnostics.errors == 0))
        __builtin_trap();
    diagnostics_put(&diagnostics, &out);
    diagnostics_put_json(&diagnostics, &out);
    growing_release(&out);
    if (scenario != NULL) {
        struct world_def def;
        world_def_init(&def);
        (void)!scenario_to_world(scenario, &def);
        world_def_release(&def);
    }
    scenario_free(scenario);
    diagnostics_release(&diagnostics);
    return 0;
}
