// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: no match for 'operator<'
// WITH: -DGOOD
#ifdef GOOD
int answer = 42;
#else
int answer = forty_two;
#endif
