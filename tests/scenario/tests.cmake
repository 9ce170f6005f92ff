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
