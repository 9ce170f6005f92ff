# netstage live against real programs. Where no network namespace may be made, tap.py says so and
# counts as skipped.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(tap_call ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/tap.py $<TARGET_FILE:netstage>)
    add_test(NAME live.tap COMMAND ${tap_call})
    set_tests_properties(live.tap PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77)
    # 10 MB each way over a cable with loss.
    add_test(NAME live.tap_long COMMAND ${tap_call} --long)
    set_tests_properties(live.tap_long PROPERTIES TIMEOUT 180 SKIP_RETURN_CODE 77)
endif()
# A real routing daemon as a neighbour, where BIRD is installed.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    add_test(NAME live.rip
        COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/rip.py $<TARGET_FILE:netstage>)
    set_tests_properties(live.rip PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77)
endif()
add_test(NAME live.proxy
    COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/proxy.py $<TARGET_FILE:netstage>)
set_tests_properties(live.proxy PROPERTIES TIMEOUT 180)
# The same in the window, which needs no display for it.
if(TARGET netstage-gui)
    set(window_call ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/window.py $<TARGET_FILE:netstage>
        $<TARGET_FILE:netstage-gui>)
    add_test(NAME live.window COMMAND ${window_call})
    set_tests_properties(live.window PROPERTIES TIMEOUT 180)
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
        add_test(NAME live.window_tap COMMAND ${window_call} --tap)
        set_tests_properties(live.window_tap PROPERTIES TIMEOUT 180 SKIP_RETURN_CODE 77
            ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_LIST_DIR}/leaks-of-libraries.txt:print_suppressions=0")
    endif()
endif()
add_test(NAME live.upload COMMAND netstage run --quiet ${CMAKE_CURRENT_LIST_DIR}/upload.yaml)
set_tests_properties(live.upload PROPERTIES TIMEOUT 60)
