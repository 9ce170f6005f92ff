# The house as build targets: one static library a room, linked only with the rooms before it, so
# that a call upwards does not link. docs/architecture.md has the plan.

set(NETSTAGE_WARNINGS
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wswitch-enum
    -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wvla -Wundef -Wformat=2
    -Wimplicit-fallthrough -fno-common)

# What must hold is asserted in every build: CMake's own flags would switch assertions off.
foreach(kind IN ITEMS RELEASE RELWITHDEBINFO MINSIZEREL)
    string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_${kind} "${CMAKE_C_FLAGS_${kind}}")
endforeach()

# Every switch over an enum lists all its values (-Wswitch-enum); with this, clang finds one that
# has a `default:` besides, which would hide the next value from the compiler.
if(CMAKE_C_COMPILER_ID MATCHES Clang)
    list(APPEND NETSTAGE_WARNINGS -Wcovered-switch-default)
endif()

set(ROOMS "" CACHE INTERNAL "rooms so far, lowest first")

# The rooms also make a shared library (libnetstage.so): position-independent, with nothing of them
# to be seen from outside but what lab/netstage.h shows.
function(netstage_target name)
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
    target_compile_options(${name} PRIVATE ${NETSTAGE_WARNINGS}
        -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=) # no path of this machine in an assertion
    if(NETSTAGE_WERROR)
        target_compile_options(${name} PRIVATE -Werror)
    endif()
    if(NETSTAGE_FUZZ) # the fuzzer is blind for code that does not count its edges
        target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
    if(NETSTAGE_SANITIZE)
        target_compile_options(${name} PRIVATE -fsanitize=address,undefined
            -fno-sanitize-recover=all -fno-omit-frame-pointer)
        target_link_options(${name} PRIVATE -fsanitize=address,undefined)
    endif()
endfunction()

# room(NAME [LIBS ...] [WITHOUT ...]): the library netstage_NAME of all of sim/NAME/*.c; WITHOUT
# names files that are not for this system.
function(room name)
    cmake_parse_arguments(ROOM "" "" "LIBS;WITHOUT" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sim/${name}/*.c)
    foreach(file IN LISTS ROOM_WITHOUT)
        list(REMOVE_ITEM sources ${PROJECT_SOURCE_DIR}/sim/${name}/${file})
    endforeach()
    if(sources)
        add_library(netstage_${name} STATIC ${sources})
        netstage_target(netstage_${name})
        target_include_directories(netstage_${name} PUBLIC ${PROJECT_SOURCE_DIR}/sim)
        set(kind PUBLIC)
    else()
        add_library(netstage_${name} INTERFACE)
        target_include_directories(netstage_${name} INTERFACE ${PROJECT_SOURCE_DIR}/sim)
        set(kind INTERFACE)
    endif()
    foreach(below IN LISTS ROOMS)
        target_link_libraries(netstage_${name} ${kind} netstage_${below})
    endforeach()
    target_link_libraries(netstage_${name} ${kind} ${ROOM_LIBS})
    set(ROOMS ${ROOMS} ${name} CACHE INTERNAL "")
endfunction()

# rooms_library(NAME): one name that stands for all rooms together (libnetstage).
function(rooms_library name)
    add_library(${name} INTERFACE)
    foreach(below IN LISTS ROOMS)
        target_link_libraries(${name} INTERFACE netstage_${below})
    endforeach()
endfunction()

file(GLOB ROOM_cli_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sim/cli/*.c)
