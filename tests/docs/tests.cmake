# What the documents say, run: every command of their sh blocks, links, pictures, options.
find_program(NETSTAGE_PYTHON python3 REQUIRED)
set(documents_call ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/documents.py ${PROJECT_SOURCE_DIR}
    $<TARGET_FILE:netstage>)
if(TARGET netstage-gui)
    list(APPEND documents_call $<TARGET_FILE:netstage-gui>)
endif()
add_test(NAME docs.documents COMMAND ${documents_call})
set_tests_properties(docs.documents PROPERTIES TIMEOUT 300)
