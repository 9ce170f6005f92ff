# Packet scripts, one test a folder.
file(GLOB topics CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*)
foreach(topic IN LISTS topics)
    get_filename_component(name ${topic} NAME)
    if(IS_DIRECTORY ${topic})
        file(GLOB scripts CONFIGURE_DEPENDS ${topic}/*.pkt)
        add_test(NAME packets.${name} COMMAND netstage script ${scripts})
        set_tests_properties(packets.${name} PROPERTIES TIMEOUT 300)
    endif()
endforeach()
find_program(NETSTAGE_PYTHON python3 REQUIRED)
add_test(NAME packets.rules
    COMMAND ${NETSTAGE_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/rules.py $<TARGET_FILE:netstage>)
