# SPDX-License-Identifier: MIT
# Erlang: processes, messages, big numbers, ports, tables, an error.
cat >t.erl <<'R'
-module(t).
-export([main/0]).
ring(0, Next) -> receive N -> Next ! N + 1 end;
ring(K, Next) -> Me = spawn(fun() -> receive N -> Next ! N + 1 end end), ring(K - 1, Me).
main() ->
    Self = self(),
    First = spawn(fun() -> ring(20000, Self) end),
    First ! 0,
    receive N -> io:format("ring ~p~n", [N]) end,
    io:format("~p~n", [lists:sum([X * X || X <- lists:seq(1, 30000)])]),
    io:format("~p~n", [erlang:phash2(lists:foldl(fun(X, A) -> X * A end, 1, lists:seq(1, 500)))]),
    T = ets:new(t, [ordered_set]),
    [ets:insert(T, {X * 7 rem 1000, X}) || X <- lists:seq(1, 5000)],
    io:format("~p ~p~n", [ets:info(T, size), ets:first(T)]),
    io:format("~s", [os:cmd("printf 'b\\na\\n' | sort")]),
    io:format("~p~n", [catch erlang:error(on_purpose, [])  =:= x]),
    {ok, L} = gen_tcp:listen(0, [{active, false}, {ip, {127, 0, 0, 1}}]),
    {ok, Port} = inet:port(L),
    spawn(fun() -> {ok, C} = gen_tcp:connect({127, 0, 0, 1}, Port, []), gen_tcp:send(C, "tcp") end),
    {ok, S} = gen_tcp:accept(L),
    io:format("~p~n", [gen_tcp:recv(S, 3, 20000)]),
    init:stop().
R
export HOME=$PWD
erlc t.erl && erl -noshell -s t main
