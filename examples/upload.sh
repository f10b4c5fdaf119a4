#!/bin/sh
# Upload one report, wait until it is done, fetch the workbook and list what is wrong in it. Needs curl and jq.
#
#   YUSUAN_URL=http://127.0.0.1:8000 YUSUAN_API_KEY=ysk_… sh examples/upload.sh 2023年部门预算.pdf result.xlsx
set -eu
file=$1 out=$2
call() { curl -sS --fail-with-body -H "Authorization: Bearer $YUSUAN_API_KEY" "$@"; }

# With this header the upload may be repeated as often as it takes: the same file gives the same document anyway, and the
# same key the same answer.
key=$(sha256sum "$file" | cut -d' ' -f1)
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
# Into a file: of a call that curl repeats only the last answer stays.
call -o "$answer" --retry 5 --retry-connrefused \
    -H "Idempotency-Key: $key" -F "file=@$file" "$YUSUAN_URL/v1/documents" || {
    jq -r '"\(.code): \(.detail)"' "$answer" >&2
    exit 1
}
id=$(jq -r '.documents[0].document_id' "$answer")

# The gateway answers as soon as the document has ended, at the latest after 30 seconds.
while :; do
    call -o "$answer" --retry 5 "$YUSUAN_URL/v1/documents/$id?wait=30"
    case $(jq -r .state "$answer") in
    published) break ;;
    failed | cancelled)
        jq -r '.error | "\(.code): \(.detail)"' "$answer" >&2
        exit 1
        ;;
    esac
done

call -o "$out" "$YUSUAN_URL/v1/documents/$id/result.xlsx"
call "$YUSUAN_URL/v1/documents/$id/findings?severity=error" |
    jq -r '.items[] | "\(.table_title // "正文")：\(.message)"'
