# SPDX-License-Identifier: MIT
"""Unit tests of images/push: the order of a push, and the command."""
import contextlib
import io
import json
import os
from unittest import mock

from case import SECRET, TestCase, load_program
from fake_registry import INDEX, digest_of
from registry import MANIFEST

push = load_program("push")


class Layouts(TestCase):
    """Pushing a layout of one image under two tags, in an index, with an SBOM of the index."""

    def setUp(self):
        super().setUp()
        self.layout = self.directory + "/layout"
        config, layer = self.blob(b"{}", "config"), self.blob(b"layer", "layer")
        image = self.blob(
            {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer]},
            MANIFEST,
        )
        self.index = self.blob(
            {"schemaVersion": 2, "mediaType": INDEX, "manifests": [image]}, INDEX
        )
        self.sbom = self.blob(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "artifactType": "sbom",
                "config": config,
                "layers": [self.blob(b"sbom", "sbom")],
                "subject": self.index,
            },
            MANIFEST,
        )
        rows = [{**self.index, "annotations": {push.TAG: tag}} for tag in ("latest", "1.0")]
        self.file(
            "layout/index.json", {"manifests": rows + [{**self.sbom, "artifactType": "sbom"}]}
        )

    def blob(self, content, kind):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.file("layout/blobs/sha256/" + digest_of(data)[7:], data)
        return {"mediaType": kind, "digest": digest_of(data), "size": len(data)}

    def push(self, server, **options):
        lines = []
        push.Push(push.Layout(self.layout), self.client(server, **options), lines.append).run()
        return lines

    @staticmethod
    def puts(server):
        return [
            path.rpartition("/")[2]
            for method, path, _ in server.log
            if method == "PUT" and "/manifests/" in path
        ]

    def test_order(self):
        """parts before what refers to them, the tags last; a second push sends nothing"""
        server = self.fake()
        self.assertEqual(len(self.push(server)), 3)
        puts = self.puts(server)
        self.assertEqual(puts[1:], [self.index["digest"], self.sbom["digest"], "latest", "1.0"])
        self.assertEqual(
            [row["digest"] for row in server.referrers[self.index["digest"]]], [self.sbom["digest"]]
        )
        self.assertNotIn("sha256-" + self.index["digest"][7:], server.manifests)
        lines = self.push(server)
        self.assertEqual([line.partition(":")[0] for line in lines], ["already there"] * 2)
        self.assertEqual({method for method, _, _ in server.log} - {"GET", "HEAD"}, set())

    def test_resume(self):
        """a push that fails sets no tag; the next one sends only what is missing"""
        server = self.fake()
        server.fault = lambda handler, path: path.endswith(
            self.sbom["digest"]
        ) and not handler.error(400, "NO", "not now")
        self.assertIn("NO: not now", self.problem(self.push, server))
        self.assertFalse({"latest", "1.0"} & set(server.manifests))
        server.fault = lambda handler, path: False
        self.push(server)
        self.assertEqual(self.puts(server), [self.sbom["digest"], "latest", "1.0"])
        self.assertEqual([method for method, path, _ in server.log if "/uploads/" in path], [])

    def test_pages(self):
        """a list of referrers in pages is read to its end"""
        server = self.fake()
        self.push(server)
        others = [{"digest": digest_of(b"%d" % number)} for number in range(5)]
        server.referrers[self.index["digest"]][:0] = others
        server.page = 2
        self.push(server)
        self.assertEqual(self.puts(server), [])
        self.assertEqual(sum("/referrers/" in path for _, path, _ in server.log), 3)

    def test_tag(self):
        """without the API the list is an index under a tag; what others have put there stays"""
        server = self.fake()
        server.has_referrers = False
        tag = "sha256-" + self.index["digest"][7:]
        other = {"mediaType": MANIFEST, "digest": digest_of(b"other"), "size": 5}
        server.manifests[digest_of(b"other")] = (MANIFEST, b"other")
        old = {
            "schemaVersion": 2,
            "mediaType": INDEX,
            "manifests": [other],
            "annotations": {"ä": "kept"},
        }
        server.manifests[tag] = (INDEX, json.dumps(old).encode())
        self.push(server)
        new = json.loads(server.manifests[tag][1])
        self.assertEqual(
            [row["digest"] for row in new["manifests"]], [other["digest"], self.sbom["digest"]]
        )
        self.assertEqual(new["manifests"][1]["artifactType"], "sbom")
        self.assertEqual(new["annotations"], old["annotations"])
        self.push(server)
        self.assertEqual(self.puts(server), [])
        self.assertEqual(sum("/referrers/" in path for _, path, _ in server.log), 1)
        one = self.client(server)
        self.assertEqual(
            [one.referrers(digest_of(content)) for content in (b"a", b"b")], [set()] * 2
        )
        # The first request is repeated with a token; after that the API is not asked for again.
        self.assertEqual(sum("/referrers/" in path for _, path, _ in server.log), 2)

    def test_no_list(self):
        """a tag of that name that is something else is left alone"""
        server = self.fake()
        server.has_referrers = False
        server.manifests["sha256-" + self.index["digest"][7:]] = (MANIFEST, b'{"layers": []}')
        self.assertIn("not a list of referrers", self.problem(self.push, server))

    def test_damaged(self):
        """a layout that is damaged: nothing is tagged, and no file elsewhere is read"""
        server = self.fake()
        path = os.path.join(self.layout, "blobs/sha256", self.index["digest"][7:])
        with open(path, "rb") as file:
            data = file.read()
        self.file(path, data.replace(b"2", b"3"))
        self.assertIn("another checksum", self.problem(self.push, server))
        os.remove(path)
        self.assertIn("is missing", self.problem(self.push, server))
        self.file(
            "layout/index.json",
            {
                "manifests": [
                    {
                        "digest": "sha256:../../../secret",
                        "size": 1,
                        "mediaType": INDEX,
                        "annotations": {push.TAG: "latest"},
                    }
                ]
            },
        )
        self.assertIn("is not a digest", self.problem(self.push, server))
        self.file("layout/index.json", b"{")
        self.assertIn("is damaged", self.problem(self.push, server))
        self.assertEqual(server.manifests, {})

    def run_main(self, *arguments, stdin=""):
        """Return the exit status, standard output and standard error of the command."""
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(
            io.StringIO()
        ) as err, mock.patch("sys.stdin", io.StringIO(stdin)):
            try:
                status = push.main(list(arguments))
            except SystemExit as caught:
                status = caught.code
        return status, out.getvalue(), err.getvalue()

    def test_command(self):
        """the command: exit status 0, 1, 2; --creds=USER reads the password from standard input"""
        server = self.fake()
        status, out, err = self.run_main(
            self.layout,
            server.host + "/a",
            "--tls-verify=false",
            "--creds=user",
            stdin=SECRET + "\n",
        )
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(len(out.splitlines()), 3)
        status, out, err = self.run_main(
            self.layout, server.host + "/a", "--tls-verify=false", "--creds=user:no"
        )
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, "^push: .* gave no token to user\n$")
        self.assertEqual(self.run_main(self.layout)[0], 2)
        self.assertEqual(self.run_main(self.layout, "a", "--tls-verify=maybe")[0], 2)
        self.assertEqual(self.run_main(self.directory, "a")[0], 1)
        self.assertEqual(self.run_main("--help")[0], 0)

    def test_full(self):
        """a standard output that cannot be written is a failure"""
        server = self.fake(auth="none")
        full = mock.Mock(write=mock.Mock(side_effect=OSError(28, "No space left on device")))
        with contextlib.redirect_stdout(full), contextlib.redirect_stderr(io.StringIO()) as err:
            self.assertEqual(
                push.main([self.layout, server.host + "/a", "--tls-verify=false", "--creds=u:p"]), 1
            )
        self.assertIn("No space left", err.getvalue())
