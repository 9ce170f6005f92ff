# libFuzzer targets, one per fuzz_*.c, for everything that reads outside bytes. Clang only, on
# request: cmake -DCMAKE_C_COMPILER=clang -DNETSTAGE_FUZZ=ON -DNETSTAGE_SANITIZE=ON. Run one with
# ./tests/fuzz_dissect -max_total_time=60.
if(NETSTAGE_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "NETSTAGE_FUZZ needs clang")
    endif()
    file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/fuzz_*.c)
    foreach(source IN LISTS fuzz_sources)
        get_filename_component(name ${source} NAME_WE)
        add_executable(${name} ${source})
        netstage_target(${name})
        target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        target_link_libraries(${name} PRIVATE netstage_library)
    endforeach()
endif()
