// SPDX-License-Identifier: BSD-3-Clause
float share(int n) { return 1.0f / n; } // WANT float
