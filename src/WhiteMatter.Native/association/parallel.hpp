// Runs numbered tasks on a few threads; the first failure stops the rest and is thrown to the caller.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace wm {

// work(task, thread) for every task in [0, tasks); thread is in [0, threads). The caller's thread takes part.
template <class Work>
void in_parallel(std::size_t tasks, std::size_t threads, const Work& work) {
    if (threads > tasks) threads = tasks;
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_lock;
    const auto run = [&](std::size_t thread) {
        try {
            for (std::size_t task = next++; task < tasks; task = next++) work(task, thread);
        } catch (...) {
            next = tasks;
            const std::lock_guard<std::mutex> guard(failure_lock);
            if (!failure) failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> pool;
        for (std::size_t thread = 1; thread < threads; ++thread) pool.emplace_back(run, thread);
        run(0);
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace wm
