"""transform.py PASSES FILE…: samtranslator over these SAM templates, PASSES times in one process.

Prints {"passes": [milliseconds of processor time…]}.
"""
import json
import os
import sys
import time

import samtranslator.yaml_helper
from samtranslator.translator.transform import transform


class Policies:
    def load(self):
        return {}


def with_artifacts(template):
    """Puts an object of S3 in the place of local code, as `sam validate` does."""
    for resource in template["Resources"].values():
        for name in ("CodeUri", "ContentUri", "DefinitionUri"):
            if isinstance(resource.get("Properties", {}).get(name), str):
                resource["Properties"][name] = "s3://bucket/key"
    return template


os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
times = []
for _ in range(int(sys.argv[1])):
    start = time.process_time()
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            template = with_artifacts(samtranslator.yaml_helper.yaml_parse(file.read()))
        transform(template, {"AWS::Region": "us-east-1"}, Policies())
    times.append((time.process_time() - start) * 1000)
print(json.dumps({"passes": times}))
