# The dissector and the filters against tshark; skipped where there is none.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
    add_test(NAME field.tshark_oracle
        COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/oracle.py
            --decode $<TARGET_FILE:netstage>)
    set_tests_properties(field.tshark_oracle PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900)
endif()
