# The inspector does not give the answers of questions away.
find_program(NETSTAGE_PYTHON python3 REQUIRED)
if(TARGET netstage-gui)
    add_test(NAME inspector.hidden
        COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/hidden.py
            $<TARGET_FILE:netstage-gui> ${PROJECT_SOURCE_DIR}/scenarios)
    set_tests_properties(inspector.hidden PROPERTIES TIMEOUT 60)
endif()
