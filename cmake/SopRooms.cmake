# SPDX-License-Identifier: Apache-2.0
# A room is an object library of its own, so that it can be built and tested without the others.

# sop_room(NAME SOURCES a.c b.c [LIBRARIES target…]): engine/NAME becomes the target sop_NAME.
function(sop_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(sop_${name} OBJECT ${ROOM_SOURCES})
  target_link_libraries(sop_${name} PUBLIC sop_settings ${ROOM_LIBRARIES})
  set_property(GLOBAL APPEND PROPERTY SOP_ROOMS sop_${name})
endfunction()

# sop_test(NAME SOURCES a.c [ROOMS base yaml …] [LABEL quick|full|soak] [ARGS …]): a CUnit program test-NAME,
# linked with the objects of the rooms named; working directory: the top of the source tree.
function(sop_test name)
  cmake_parse_arguments(TEST "" "LABEL" "SOURCES;ROOMS;ARGS" ${ARGN})
  add_executable(test-${name} ${TEST_SOURCES})
  target_link_libraries(test-${name} PRIVATE sop_settings sop_test_support)
  foreach(room ${TEST_ROOMS})
    target_link_libraries(test-${name} PRIVATE sop_${room})
  endforeach()
  if(NOT TEST_LABEL)
    set(TEST_LABEL quick)
  endif()
  add_test(NAME ${name} COMMAND test-${name} ${TEST_ARGS} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${TEST_LABEL})
endfunction()
