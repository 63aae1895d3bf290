// SPDX-License-Identifier: BSD-3-Clause
double load(int n) { return 1.0 / n; }
