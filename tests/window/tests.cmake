# Tests of the whole window without a display: played by name, and under the lint in every lesson,
# language, theme and size.
if(TARGET netstage_window)
    add_executable(window_test_window ${CMAKE_CURRENT_LIST_DIR}/test_window.c)
    netstage_target(window_test_window)
    target_compile_definitions(window_test_window PRIVATE
        NETSTAGE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" NETSTAGE_BINARY_DIR="${PROJECT_BINARY_DIR}")
    target_include_directories(window_test_window PRIVATE ${CMAKE_CURRENT_LIST_DIR})
    target_link_libraries(window_test_window PRIVATE netstage_window PkgConfig::CMOCKA)
    add_dependencies(window_test_window catalogues)
    add_test(NAME window.test_window COMMAND window_test_window)
    set_tests_properties(window.test_window PROPERTIES TIMEOUT 300)

    file(GLOB lessons CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scenarios/*.yaml)
    foreach(lesson IN LISTS lessons)
        get_filename_component(name ${lesson} NAME_WE)
        foreach(size 1280x720 1920x1080 960x600)
            add_test(NAME window.lint.${name}.${size} COMMAND netstage-gui --size ${size}
                --script ${CMAKE_CURRENT_LIST_DIR}/lint.txt ${lesson})
            set_tests_properties(window.lint.${name}.${size} PROPERTIES TIMEOUT 300)
        endforeach()
    endforeach()
    add_test(NAME window.by_name COMMAND netstage-gui
        --script ${CMAKE_CURRENT_LIST_DIR}/by_name.txt first-ping)
    add_test(NAME window.lint.chooser COMMAND netstage-gui
        --script ${CMAKE_CURRENT_LIST_DIR}/lint_chooser.txt)
    add_test(NAME window.lint.errors COMMAND netstage-gui
        --script ${CMAKE_CURRENT_LIST_DIR}/lint_errors.txt
        ${CMAKE_CURRENT_LIST_DIR}/four_errors.yaml)
endif()
