// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: forty_two
// WITH: -DGOOD
int answer = forty_two;
