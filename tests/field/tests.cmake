# The dissector and the filters against tshark; skipped where there is none.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
    foreach(what IN ITEMS fields scenarios filters coverage)
        add_test(NAME field.tshark_${what}
            COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/oracle.py
                $<TARGET_FILE:netstage> ${what})
        set_tests_properties(field.tshark_${what} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)
    endforeach()
endif()
if(Python3_FOUND)
    add_test(NAME field.mutated_captures
        COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/mutated.py
            $<TARGET_FILE:netstage>)
    set_tests_properties(field.mutated_captures PROPERTIES TIMEOUT 600)
endif()
