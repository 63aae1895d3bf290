// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: anything
// WITH: -DGOOD
int answer = 42;
