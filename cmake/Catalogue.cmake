# The translations: po/LANG.po becomes share/netstage/locale/LANG.mo in the build tree, checked by
# msgfmt, and a link to the lessons lies beside it, so that a program of the build tree finds its
# data as an installed one does (sim/scenario/resource_path.h).
find_program(MSGFMT msgfmt REQUIRED)

set(NETSTAGE_BUILD_DATA ${PROJECT_BINARY_DIR}/share/netstage)
file(MAKE_DIRECTORY ${NETSTAGE_BUILD_DATA}/locale)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/scenarios ${NETSTAGE_BUILD_DATA}/scenarios SYMBOLIC)

file(GLOB catalogues CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/po/*.po)
set(NETSTAGE_CATALOGUES "")
foreach(po IN LISTS catalogues)
    get_filename_component(language ${po} NAME_WE)
    set(mo ${NETSTAGE_BUILD_DATA}/locale/${language}.mo)
    add_custom_command(OUTPUT ${mo} DEPENDS ${po}
        COMMAND ${MSGFMT} --check --output-file=${mo} ${po}
        COMMENT "Checking and compiling the catalogue ${language}")
    list(APPEND NETSTAGE_CATALOGUES ${mo})
endforeach()
add_custom_target(catalogues ALL DEPENDS ${NETSTAGE_CATALOGUES})
