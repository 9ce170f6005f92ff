# The program `netstage` as a person or a script uses it.
find_program(NETSTAGE_PYTHON python3 REQUIRED)
add_test(NAME cli.program
    COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/program.py $<TARGET_FILE:netstage>
    ${PROJECT_VERSION})
set_tests_properties(cli.program PROPERTIES TIMEOUT 300)

# The jobs by which speed is judged carry as many frames as they must. A sanitizer makes them long.
add_test(NAME cli.bench_counts
    COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/bench_counts.py $<TARGET_FILE:netstage>)
set_tests_properties(cli.bench_counts PROPERTIES TIMEOUT 300 LABELS unsanitized)

# The shell over a pipe and on a terminal. Keys for editing are tried where there is a library.
set(shell_call ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/shell.py $<TARGET_FILE:netstage>
    ${CMAKE_CURRENT_LIST_DIR}/golden ${CMAKE_CURRENT_BINARY_DIR})
if(EDIT_FOUND)
    list(APPEND shell_call edited)
endif()
add_test(NAME cli.shell COMMAND ${shell_call})
set_tests_properties(cli.shell PROPERTIES TIMEOUT 300)

# The simulated python3 -m http.server beside the real one of the same version.
add_test(NAME cli.http_server
    COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/http_server.py $<TARGET_FILE:netstage>
    ${CMAKE_CURRENT_BINARY_DIR})
set_tests_properties(cli.http_server PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77)

# The simulated tcpdump beside the real one, over the same frames.
add_test(NAME cli.tcpdump
    COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/tcpdump.py $<TARGET_FILE:netstage>
    ${PROJECT_SOURCE_DIR}/scenarios/fetch-a-page.yaml ${CMAKE_CURRENT_BINARY_DIR})
set_tests_properties(cli.tcpdump PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77)
