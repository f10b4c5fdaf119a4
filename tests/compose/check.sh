#!/usr/bin/env bash
# The compose stack for real: images built, everything started, a sample put through it, a worker killed on the way.
# Wants root and Docker's engine, docker compose (v2) and debootstrap; pulls no image. Ends with the stack taken down.
set -euo pipefail
cd "$(dirname "$0")/../.."
compose=${COMPOSE:-docker compose}
work=$(mktemp -d)

random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
export POSTGRES_PASSWORD=$(random) REDIS_PASSWORD=$(random) S3_ACCESS_KEY=$(random) S3_SECRET_KEY=$(random)
export LISTENER_TOKEN=$(random) YUSUAN_KEY_SECRET=$(random)
# Ceph stands in for the MinIO-compatible server and has no target of that name: files are found by the sweep.
export YUSUAN_S3_NOTIFY="" VALKEY_IMAGE=local/valkey POSTGRES_IMAGE=local/postgres STORAGE_IMAGE=local/storage
export YUSUAN_PUBLISH=127.0.0.1:18000 STORAGE_PORT=127.0.0.1:19000

if ! docker image inspect python:3.11-slim-bookworm >/dev/null 2>&1; then
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$work/base" >/dev/null
    cp /etc/ssl/certs/ca-certificates.crt "$work/base/etc/ssl/certs/ca-certificates.crt"
    tar -C "$work/base" -c . | docker import \
        -c "ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt" \
        - python:3.11-slim-bookworm >/dev/null
fi
for stage in postgres valkey storage; do
    docker build --network host --quiet --file tests/compose/Dockerfile --target "$stage" --tag "local/$stage" . >/dev/null
done
docker build --network host --quiet --tag yusuan:0.1.0 . >/dev/null

finish() {
    code=$?
    [ "$code" = 0 ] || $compose logs --tail 20
    $compose down --volumes --timeout 20 >/dev/null 2>&1
    rm -rf "$work"
    exit "$code"
}
trap finish EXIT
$compose up --detach --no-build --scale extract=2
for _ in $(seq 90); do curl -fsS http://127.0.0.1:18000/readyz >/dev/null 2>&1 && break; sleep 2; done
curl -fsS http://127.0.0.1:18000/readyz; echo

key=$($compose exec -T api yusuan keys create --department 财政局)
auth="Authorization: Bearer $key"
id=$(curl -fsS -H "$auth" -F file=@samples/files/01-split-rows.pdf http://127.0.0.1:18000/v1/documents |
     python3 -c 'import json, sys; print(json.load(sys.stdin)["documents"][0]["document_id"])')
docker kill --signal KILL "$($compose ps --quiet extract | head -1)" >/dev/null   # one of the two extract workers
for _ in $(seq 60); do
    state=$(curl -fsS -H "$auth" "http://127.0.0.1:18000/v1/documents/$id?wait=5" |
            python3 -c 'import json, sys; print(json.load(sys.stdin)["state"])')
    [ "$state" = published ] && break
    [ "$state" = failed ] && { echo "the document failed"; exit 1; }
done
[ "$state" = published ]
tables=$(curl -fsS -H "$auth" "http://127.0.0.1:18000/v1/documents/$id/result" |
         python3 -c 'import json, sys; print(len(json.load(sys.stdin)["tables"]))')
echo "published with $tables tables"
[ "$tables" -gt 10 ]
$compose ps --all
