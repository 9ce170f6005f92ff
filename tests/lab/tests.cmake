# A sanitized library cannot be loaded into a Python that is not.
find_program(NETSTAGE_PYTHON python3 REQUIRED)
if(NOT NETSTAGE_SANITIZE)
    add_test(NAME lab.outside
        COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/outside.py
            $<TARGET_FILE:libnetstage_shared>)
endif()
