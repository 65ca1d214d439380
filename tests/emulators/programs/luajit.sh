# SPDX-License-Identifier: MIT
# LuaJIT: its traces, its foreign functions, strings, coroutines.
cat >t.lua <<'L'
local s = 0
for i = 1, 3000000 do s = (s * 31 + i) % 1000003 end
print(s)
local t = {}
for i = 1, 20000 do t[i] = (i * 7919) % 20011 end
table.sort(t)
print(t[1], t[777], #t)
local n = 0
for w in (("ab12 "):rep(5000)):gmatch("%a+") do n = n + #w end
print(n)
local co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
print(co(), co(), co())
print(pcall(error, "on purpose"))
local ok, ffi = pcall(require, "ffi")
if ok then
    ffi.cdef("int abs(int); size_t strlen(const char *);")
    print(ffi.C.abs(-5), tonumber(ffi.C.strlen("text")))
    local a = ffi.new("double[1000]")
    for k = 1, 200 do for i = 0, 999 do a[i] = a[i] + i * k end end
    print(a[999])
end
local x = 0.0
for i = 1, 300000 do x = x + math.sqrt(i) end
print(("%.6f"):format(x))
L
luajit t.lua && luajit -joff t.lua | cksum
