# SPDX-License-Identifier: MIT
# g++: templates, exceptions, threads, the standard library.
cat >t.cc <<'C'
#include <algorithm>
#include <atomic>
#include <iostream>
#include <map>
#include <regex>
#include <stdexcept>
#include <thread>
#include <vector>
int main()
{
    std::map<std::string, int> words;
    std::string text = "the cat and the dog and the bird";
    std::regex word("[a-z]+");
    for (std::sregex_iterator i(text.begin(), text.end(), word), end; i != end; ++i)
        words[i->str()]++;
    for (auto &[w, n] : words)
        std::cout << w << n << ' ';
    std::atomic<int> sum{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; t++)
        threads.emplace_back([&] { for (int i = 0; i < 100000; i++) sum++; });
    for (auto &t : threads)
        t.join();
    std::cout << sum << '\n';
    for (int i = 0; i < 3; i++)
        try {
            if (i == 1)
                throw std::runtime_error("thrown");
            std::cout << std::vector<int>(2).at(i) << '\n';
        } catch (std::exception &e) {
            std::cout << (i == 1 ? e.what() : "out of range") << '\n';
        }
}
C
g++ -O2 -o t t.cc && ./t
