# SPDX-License-Identifier: MIT
"""Unit tests of images/logins.py: where the user is found."""
import os
from unittest import mock

from case import SECRET, TestCase, encoded
import logins
from logins import Login


class Logins(TestCase):
    def find(self, config, host="example.org", repository="a/b"):
        return logins.find_login(host, repository, self.file("auth.json", config))

    @staticmethod
    def auth(user):
        return {"auth": encoded(user + ":" + SECRET)}

    def test_names(self):
        """a login: the longest name that fits, not a name that is only the beginning of a word"""
        auths = {
            "example.org/a": self.auth("a"),
            "example.org": self.auth("host"),
            "example.org/a/b/c": self.auth("c"),
            "example.org/a/bb": self.auth("bb"),
        }
        self.assertEqual(self.find({"auths": auths}), Login("a", SECRET))
        self.assertEqual(self.find({"auths": auths}, repository="aa").user, "host")
        self.assertIsNone(self.find({"auths": auths}, host="example.org:5000"))

    def test_old_names(self):
        """the names that old versions of Docker have written"""
        auths = {
            "https://index.docker.io/v1/": self.auth("hub"),
            "https://example.org/v2/": self.auth("old"),
        }
        self.assertEqual(self.find({"auths": auths}, "docker.io").user, "hub")
        self.assertEqual(self.find({"auths": auths}).user, "old")

    def test_files(self):
        """the files in the order of containers-auth.json(5)"""
        names = ["run/containers/auth.json", "config/containers/auth.json", "docker/config.json"]
        env = {
            "XDG_RUNTIME_DIR": self.directory + "/run",
            "XDG_CONFIG_HOME": self.directory + "/config",
            "DOCKER_CONFIG": self.directory + "/docker",
            "HOME": self.directory,
        }
        for name in names:
            self.file(name, {"auths": {"example.org": self.auth(name)}})
        for name in names:
            self.assertEqual(logins.find_login("example.org", "a", env=env).user, name)
            os.remove(os.path.join(self.directory, name))
        self.file("home/.docker/config.json", {"auths": {"example.org": self.auth("home")}})
        self.assertEqual(
            logins.find_login("example.org", "a", env={"HOME": self.directory + "/home"}).user,
            "home",
        )
        env["REGISTRY_AUTH_FILE"] = self.file(
            "own.json", {"auths": {"example.org": self.auth("own")}}
        )
        self.file(names[0], {"auths": {"example.org": self.auth("other")}})
        self.assertEqual(logins.find_login("example.org", "a", env=env).user, "own")
        self.assertIn(
            "No such file",
            self.problem(logins.find_login, "example.org", "a", self.directory + "/none"),
        )

    def test_damaged(self):
        """a file of logins that is damaged is an error, not an anonymous push"""
        for content in (
            b"{",
            b"[]",
            b"\xff",
            {"auths": {"example.org": {"auth": "%"}}},
            {"auths": [1]},
            {"auths": {"example.org": {"auth": 1}}},
        ):
            self.assertIn("not a file of logins", self.problem(self.find, content))

    def test_token_in_file(self):
        """an identity token, as az acr login leaves it"""
        entry = {"auth": encoded("0:"), "identitytoken": "identity"}
        self.assertEqual(self.find({"auths": {"example.org": entry}}).identity_token, "identity")

    def helper(self, script):
        path = self.file("bin/docker-credential-test", ("#!/bin/sh\n" + script).encode())
        os.chmod(path, 0o755)
        self.enter(
            mock.patch.dict(
                os.environ, PATH=self.directory + "/bin:" + os.environ["PATH"], SECRET=SECRET
            )
        )

    def test_helper(self):
        """a credential helper: before the file if it is for this host, else after it"""
        self.helper(
            'read -r server; [ "$*" = get ] && jq -n --arg u "$server" --arg s "$SECRET" '
            "'{Username: $u, Secret: $s}'\n"
        )
        entry = {"example.org": self.auth("file")}
        self.assertEqual(
            self.find({"credHelpers": {"example.org": "test"}, "auths": entry}),
            Login("example.org", SECRET),
        )
        self.assertEqual(self.find({"credsStore": "none", "auths": entry}).user, "file")
        self.assertEqual(
            self.find({"credsStore": "test", "auths": {"example.org": {}}}).user, "example.org"
        )
        self.assertEqual(
            self.find({"credsStore": "test"}, "docker.io").user, "https://index.docker.io/v1/"
        )

    def test_helper_without(self):
        """a helper without a login: the next place has one; a helper that fails: an error"""
        self.helper("echo credentials not found in native keychain; exit 1\n")
        entry = {"example.org": self.auth("file")}
        self.assertEqual(
            self.find({"credHelpers": {"example.org": "test"}, "auths": entry}).user, "file"
        )
        self.helper('echo "$SECRET"; echo "$SECRET" >&2; exit 3\n')
        self.assertIn("exit status 3", self.problem(self.find, {"credsStore": "test"}))
        self.helper('echo "$SECRET"\n')
        self.assertIn("is not JSON", self.problem(self.find, {"credsStore": "test"}))
        self.assertIn(
            "cannot run docker-credential-none", self.problem(self.find, {"credsStore": "none"})
        )
        self.assertIn("is not the name", self.problem(self.find, {"credsStore": "../../bin/test"}))

    def test_helper_token(self):
        """a helper that has an identity token"""
        self.helper('echo \'{"Username": "<token>", "Secret": "identity"}\'\n')
        self.assertEqual(self.find({"credsStore": "test"}), Login(identity_token="identity"))
