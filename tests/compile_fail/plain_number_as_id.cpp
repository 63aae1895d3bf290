// SPDX-License-Identifier: BSD-3-Clause
// A plain number becomes an id only where that is spelled out.
// EXPECT: conversion from 'int' to non-scalar type .*log_index|no viable conversion from 'int'
// WITH: -DGOOD
#include <ringleader/base/ids.hpp>

using namespace ringleader;

#ifdef GOOD
log_index first{1};
#else
log_index first = 1;
#endif
