# The table of requirements is held against the tree whenever one of the two changes: the build fails when
# they differ, or when docs/tcp-conformance.md is not what the table says.
find_program(NETSTAGE_PYTHON python3 REQUIRED)
set(conformance ${CMAKE_CURRENT_LIST_DIR}/conformance.py)
set(conformance_stamp ${PROJECT_BINARY_DIR}/conformance.stamp)
file(GLOB_RECURSE conformance_inputs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sim/*.c ${PROJECT_SOURCE_DIR}/sim/*.h
    ${PROJECT_SOURCE_DIR}/tests/*.pkt ${PROJECT_SOURCE_DIR}/tests/test_*.c)
add_custom_command(OUTPUT ${conformance_stamp}
    COMMAND ${NETSTAGE_PYTHON} -B ${conformance} --stamp ${conformance_stamp}
    DEPENDS ${conformance} ${CMAKE_CURRENT_LIST_DIR}/tcp.txt ${CMAKE_CURRENT_LIST_DIR}/walk.txt
        ${PROJECT_SOURCE_DIR}/docs/tcp-conformance.md ${PROJECT_SOURCE_DIR}/sim/core/rules.def ${conformance_inputs}
    COMMENT "Holding TCP against its RFCs"
    VERBATIM)
add_custom_target(conformance ALL DEPENDS ${conformance_stamp})

# A rule that belongs to a requirement decides something in the scripts that are said to show it.
add_test(NAME conformance.fired COMMAND ${NETSTAGE_PYTHON} -B ${conformance} --fired $<TARGET_FILE:netstage>)
# What the check is for: it finds each kind of fault.
add_test(NAME conformance.sabotage
    COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/sabotage.py ${conformance})
