# The scenario format: loader, schema (docs/scenario.schema.json) and document together.
find_program(DEBIAN_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH) # has yaml and jsonschema
find_program(DEBIAN_PYTHON python3 REQUIRED)
add_executable(check_scenario ${CMAKE_CURRENT_LIST_DIR}/check_scenario.c)
netstage_target(check_scenario)
target_link_libraries(check_scenario PRIVATE netstage_scenario)
add_test(NAME scenario.documents
    COMMAND ${DEBIAN_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/check_documents.py
        ${PROJECT_SOURCE_DIR} $<TARGET_FILE:check_scenario> ${CMAKE_CURRENT_BINARY_DIR}/examples)
set_tests_properties(scenario.documents PROPERTIES TIMEOUT 300)

# The command line over the same files.
add_test(NAME scenario.check_command
    COMMAND ${DEBIAN_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/check_cli.py $<TARGET_FILE:netstage>
        ${CMAKE_CURRENT_LIST_DIR})
set_tests_properties(scenario.check_command PROPERTIES TIMEOUT 120)

# Scenarios that are no lessons, run for what they expect.
foreach(name keep-alive)
    add_test(NAME scenario.${name}
        COMMAND netstage run --quiet ${CMAKE_CURRENT_LIST_DIR}/good/${name}.yaml)
    set_tests_properties(scenario.${name} PROPERTIES TIMEOUT 60)
endforeach()

# Every lesson keeps what it promises: expectations, triggers, stated answers.
file(GLOB lessons CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scenarios/*.yaml)
foreach(lesson IN LISTS lessons)
    get_filename_component(name ${lesson} NAME_WE)
    add_test(NAME lesson.${name} COMMAND netstage run --quiet ${lesson})
    set_tests_properties(lesson.${name} PROPERTIES TIMEOUT 60)
endforeach()
