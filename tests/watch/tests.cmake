# What the program writes, read by others: captures by tshark, JSON lines by Python.
find_program(NETSTAGE_PYTHON python3 REQUIRED)
add_test(NAME watch.written
    COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/written.py $<TARGET_FILE:netstage>)
set_tests_properties(watch.written PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
add_test(NAME watch.tshark_scenarios_tcp
    COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/analysis.py $<TARGET_FILE:netstage>)
set_tests_properties(watch.tshark_scenarios_tcp PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77)
