# SPDX-License-Identifier: MIT
"""Finds the login for a registry where skopeo login, podman login and docker login store it.

The files are those of containers-auth.json(5), in its order, then Docker's; credential helpers are
run as Docker runs them. Nothing is written, and no password is put on a command line.
"""
import base64
import binascii
import json
import os
import subprocess
from typing import NamedTuple

DOCKER_HUB = "https://index.docker.io/v1/"
HELPER_SECONDS = 120  # it may ask the user


class Problem(Exception):
    """What went wrong, as a text for the user. It contains no secret."""


class Login(NamedTuple):
    """A user and a password, or an identity token, which a token server exchanges for others."""

    user: str = ""
    password: str = ""
    identity_token: str = ""


def find_login(host, repository, auth_file=None, env=os.environ):
    """Return the Login for HOST/REPOSITORY of the first file that has one, or None.

    auth_file: the only file to look at; it must exist.
    """
    for path in [auth_file] if auth_file else login_files(env):
        if not auth_file and not os.path.isfile(path):
            continue
        login = login_in(path, host, repository)
        if login:
            return login
    return None


def login_files(env):
    """Return the files that may hold logins, whether they exist or not."""
    if env.get("REGISTRY_AUTH_FILE"):
        return [env["REGISTRY_AUTH_FILE"]]
    home = env.get("HOME", "/")
    run = "/run/containers/%d" % os.getuid()
    return [
        os.path.join(env.get("XDG_RUNTIME_DIR") or run, "containers/auth.json"),
        os.path.join(run, "auth.json"),
        os.path.join(
            env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "containers/auth.json"
        ),
        os.path.join(env.get("DOCKER_CONFIG") or os.path.join(home, ".docker"), "config.json"),
    ]


def login_in(path, host, repository):
    """Return the Login for HOST/REPOSITORY in one file, or None."""
    try:
        with open(path, encoding="utf-8") as file:
            config = json.load(file)
        auths, helpers = config.get("auths") or {}, config.get("credHelpers") or {}
        entries = [auths[name] for name in matching_names(auths, host, repository)]
        logins = [login for login in map(login_of_entry, entries) if login]
        store = config.get("credsStore")
    except OSError as error:
        raise Problem(f"cannot read '{path}': {error.strerror}") from None
    except (ValueError, AttributeError, TypeError):
        raise Problem(f"'{path}' is not a file of logins") from None
    if host in helpers:
        logins.insert(0, ask_helper(helpers[host], host))
    if not any(logins) and store:
        logins.append(ask_helper(store, host))
    return next(filter(None, logins), None)


def matching_names(auths, host, repository):
    """Yield the keys of AUTHS that stand for HOST/REPOSITORY, the most specific first."""
    parts = (host + "/" + repository).split("/")
    for count in range(len(parts), 0, -1):
        if "/".join(parts[:count]) in auths:
            yield "/".join(parts[:count])
    for name in auths:  # as old versions of Docker have written them
        server = name.partition("://")[2].partition("/")[0]
        if server and server in (host, "index.docker.io" if host == "docker.io" else host):
            yield name


def login_of_entry(entry):
    """Return the Login in an entry of "auths", or None: with a helper, Docker leaves empty ones."""
    token = entry.get("identitytoken", "")
    try:
        text = base64.b64decode(entry.get("auth", ""), validate=True).decode()
    except binascii.Error:
        raise ValueError("auth is not base64") from None
    user, colon, password = text.partition(":")
    return Login(user, password.strip("\0"), token) if token or colon else None


def ask_helper(name, host):
    """Return the Login that docker-credential-NAME has for HOST, or None if it has none."""
    program = "docker-credential-" + name
    if "/" in name:
        raise Problem(f"'{program}' is not the name of a credential helper")
    server = DOCKER_HUB if host == "docker.io" else host
    try:
        result = subprocess.run(
            [program, "get"],
            input=server.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=HELPER_SECONDS,
            check=False,
        )
    except OSError as error:
        raise Problem(f"cannot run {program}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise Problem(f"{program} has not answered for {HELPER_SECONDS} s") from None
    if result.returncode:
        # The one message that the protocol defines; what else is printed might be secret.
        if b"credentials not found" in result.stdout:
            return None
        raise Problem(f"{program} failed with exit status {result.returncode}")
    try:
        answer = json.loads(result.stdout)
        user, secret = answer["Username"], answer["Secret"]
    except (ValueError, TypeError, KeyError):
        raise Problem(f"the answer of {program} is not JSON with Username and Secret") from None
    return Login(identity_token=secret) if user == "<token>" else Login(user, secret)
