// SPDX-License-Identifier: BSD-3-Clause
#include <atomic>   // WANT thread
#include <iostream> // WANT io
#include <random>   // WANT entropy
#include <sys/socket.h> // WANT include_edge

void look_at_clock() {
  auto a = std::chrono::steady_clock::now(); // WANT clock
  auto b = std::time(nullptr);               // WANT clock
  auto c = time(0);                          // WANT clock
  timespec d;
  clock_gettime(CLOCK_REALTIME, &d); // WANT clock
}

void draw_entropy() {
  std::mt19937 engine{std::random_device{}()}; // WANT entropy
  auto a = rand() % 6;                         // WANT entropy
}

void run_threads() {
  std::mutex gate;                              // WANT thread
  std::this_thread::sleep_for(one_millisecond); // WANT thread
  usleep(7);                                    // WANT thread
}

void touch_the_world() {
  std::printf("granted\n");     // WANT io
  std::cerr << "granted";       // WANT io
  auto f = fopen("state", "r"); // WANT io
  auto home = getenv("HOME");   // WANT io
  auto s = socket(1, 2, 3);     // WANT io
  spdlog::info("granted");      // WANT logging
}

double weight = 0.5; // WANT float
