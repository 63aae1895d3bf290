// SPDX-License-Identifier: BSD-3-Clause
int answer = forty_two;
