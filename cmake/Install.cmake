# What `cmake --install` puts where.
install(TARGETS netstage RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
