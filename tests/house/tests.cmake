# The test of the house itself: order of the rooms, what they call, the shape of the code, the
# catalogues, the scripts. Python's standard library is enough.
find_program(NETSTAGE_PYTHON python3 REQUIRED)

function(house_test name)
    add_test(NAME house.${name}
        COMMAND ${NETSTAGE_PYTHON} -B ${PROJECT_SOURCE_DIR}/tests/house/${name}.py ${ARGN})
    set_tests_properties(house.${name} PROPERTIES TIMEOUT 120 LABELS house)
endfunction()

house_test(includes)
house_test(shape)
house_test(catalogue)
# With a sanitizer the compiler calls what the code does not.
if(NOT NETSTAGE_SANITIZE)
    house_test(symbols ${PROJECT_BINARY_DIR})
endif()
add_test(NAME house.scripts COMMAND ${PROJECT_SOURCE_DIR}/tests/house/scripts.sh)
set_tests_properties(house.scripts PROPERTIES TIMEOUT 60 LABELS house)
