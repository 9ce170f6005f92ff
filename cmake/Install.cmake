# What `cmake --install` puts where, from any prefix, and the Debian packages. The program finds its
# data beside itself (sim/scenario/resource_path.h), so an installed tree may be moved as a whole.
include(cmake/Catalogue.cmake)

set(NETSTAGE_DATA ${CMAKE_INSTALL_DATADIR}/netstage)

# libnetstage_rooms: the rooms as one static library, with their headers.
set(objects "")
foreach(room IN LISTS ROOMS)
    get_target_property(type netstage_${room} TYPE)
    if(type STREQUAL STATIC_LIBRARY)
        list(APPEND objects $<TARGET_OBJECTS:netstage_${room}>)
    endif()
    install(DIRECTORY sim/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/netstage
        COMPONENT development FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
endforeach()
add_library(libnetstage STATIC ${objects})
set_target_properties(libnetstage PROPERTIES OUTPUT_NAME netstage_rooms LINKER_LANGUAGE C)
install(TARGETS libnetstage ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)

# libnetstage: the same as a shared library, for programs that drive one host from outside (lab/netstage.h).
add_library(libnetstage_shared SHARED ${objects})
set_target_properties(libnetstage_shared PROPERTIES OUTPUT_NAME netstage LINKER_LANGUAGE C
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
target_link_libraries(libnetstage_shared PRIVATE PkgConfig::YAML PkgConfig::PCRE2)
if(NETSTAGE_SANITIZE)
    target_link_options(libnetstage_shared PRIVATE -fsanitize=address,undefined)
endif()
install(TARGETS libnetstage_shared
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)

# The .pc files name their prefix relative to themselves, so that they too may be moved.
file(RELATIVE_PATH NETSTAGE_PC_PREFIX
    /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(data/netstage.pc.in ${PROJECT_BINARY_DIR}/netstage.pc @ONLY)
configure_file(data/netstage-rooms.pc.in ${PROJECT_BINARY_DIR}/netstage-rooms.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/netstage.pc ${PROJECT_BINARY_DIR}/netstage-rooms.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

# The programs.
set(programs netstage)
if(TARGET netstage-gui)
    list(APPEND programs netstage-gui)
endif()
install(TARGETS ${programs} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)

# Their data.
install(DIRECTORY scenarios DESTINATION ${NETSTAGE_DATA} COMPONENT program
    FILES_MATCHING PATTERN "*.yaml" PATTERN "*.json")
install(FILES ${NETSTAGE_CATALOGUES} DESTINATION ${NETSTAGE_DATA}/locale COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES data/netstage.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES data/netstage.bash RENAME netstage
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
if(TARGET netstage-gui)
    install(FILES data/netstage-gui.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
        COMPONENT program)
    install(FILES data/netstage.bash RENAME netstage-gui
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
    install(FILES data/netstage.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications
        COMPONENT program)
    install(FILES data/org.netstage.netstage.metainfo.xml
        DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo COMPONENT program)
    install(FILES data/netstage.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages
        COMPONENT program)
    install(FILES data/netstage.svg COMPONENT program
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()

# Debian packages: `cpack -G DEB` in the build folder gives netstage and libnetstage-dev.
set(CPACK_PACKAGE_NAME netstage)
set(CPACK_PACKAGE_CONTACT "The netstage authors <netstage@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "stage on which the protocols of the Internet perform")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME netstage)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "fonts-nanum, fonts-nanum-coding")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION education)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libnetstage-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libyaml-dev, libpcre2-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
include(CPack)
