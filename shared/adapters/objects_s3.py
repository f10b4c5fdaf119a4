"""`ObjectStore` on any S3 server, by minio-py and plain S3 calls only (docs/adr/0003)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from types import TracebackType
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import urllib3
from defusedxml import ElementTree
from minio import Minio
from minio.error import MinioException, S3Error
from minio.notificationconfig import NotificationConfig, PrefixFilterRule, QueueConfig, TopicConfig

from shared.adapters.keys import HashingReader, check_key
from shared.errors import ObjectNotFoundError, StorageError
from shared.ports import ObjectInfo, Stored
from shared.settings import Settings

_CHUNK = 1024 * 1024
_PART = 16 * 1024 * 1024
_MISSING = frozenset({"NoSuchKey", "NoSuchObject", "ResourceNotFound"})
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_TIMEOUT = urllib3.Timeout(connect=5, read=60)


class _Retries(urllib3.Retry):
    """Asks again after lost connections and refusals, but never after silence: a full or stalled server that is waited
    for three times holds an upload for minutes."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: urllib3.BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: Any = None,
        _stacktrace: TracebackType | None = None,
    ) -> _Retries:
        if isinstance(error, urllib3.exceptions.ReadTimeoutError):
            raise error
        return super().increment(method, url, response, error, _pool, _stacktrace)


class S3Objects:
    """See `shared.ports.ObjectStore`. The region is fixed, so that presigning asks the server nothing."""

    def __init__(
        self,
        endpoint: str,
        *,
        access_key: str,
        secret_key: str,
        bucket: str,
        region: str,
        public_endpoint: str | None = None,
    ) -> None:
        self._endpoint, self._public_endpoint = endpoint, public_endpoint or endpoint
        self._access_key, self._secret_key = access_key, secret_key
        self._bucket, self._region = bucket, region

    @classmethod
    def from_settings(cls, settings: Settings) -> S3Objects:
        if settings.s3_endpoint is None or settings.s3_access_key is None or settings.s3_secret_key is None:
            raise ValueError("YUSUAN_S3_ENDPOINT, YUSUAN_S3_ACCESS_KEY and YUSUAN_S3_SECRET_KEY go together")
        return cls(
            settings.s3_endpoint,
            access_key=settings.s3_access_key.get_secret_value(),
            secret_key=settings.s3_secret_key.get_secret_value(),
            bucket=settings.s3_bucket,
            region=settings.s3_region,
            public_endpoint=settings.s3_public_endpoint,
        )

    @cached_property
    def _pool(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(
            timeout=_TIMEOUT,
            maxsize=10,
            retries=_Retries(total=2, backoff_factor=0.2, status_forcelist=(502, 503)),
        )

    @cached_property
    def _client(self) -> Minio:
        return self._connect(self._endpoint)

    @cached_property
    def _public(self) -> Minio:
        return self._connect(self._public_endpoint)

    def _connect(self, endpoint: str) -> Minio:
        url = urlsplit(endpoint)
        return Minio(
            endpoint=url.netloc,
            access_key=self._access_key,
            secret_key=self._secret_key,
            secure=url.scheme == "https",
            region=self._region,
            http_client=self._pool,
        )

    def prepare(self) -> None:
        with _wrapped():
            if self._client.bucket_exists(bucket_name=self._bucket):
                return
            try:
                self._client.make_bucket(bucket_name=self._bucket)
            except S3Error as exc:
                if exc.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                    raise

    def notify(self, arn: str, prefix: str) -> None:
        """Have the server report objects created under `prefix` to this target. Raises `StorageError`."""
        events = ["s3:ObjectCreated:*"]
        rule = PrefixFilterRule(prefix)
        # MinIO-compatible servers call their targets queues, Ceph calls them topics.
        config = (
            NotificationConfig(
                queue_config_list=[QueueConfig(events=events, config_id="yusuan", prefix_filter_rule=rule, queue=arn)]
            )
            if ":sqs:" in arn
            else NotificationConfig(
                topic_config_list=[TopicConfig(events=events, config_id="yusuan", prefix_filter_rule=rule, topic=arn)]
            )
        )
        with _wrapped():
            self._client.set_bucket_notification(bucket_name=self._bucket, config=config)

    def put(self, key: str, stream: BinaryIO, *, limit: int | None = None, media_type: str | None = None) -> Stored:
        reader = HashingReader(stream, limit)
        with _wrapped():
            # Of unknown length: sent in parts, in constant memory. An error in between aborts the upload.
            self._client.put_object(
                bucket_name=self._bucket,
                object_name=check_key(key),
                data=cast(BinaryIO, reader),
                length=-1,
                part_size=_PART,
                content_type=media_type or "application/octet-stream",
            )
        return Stored(key=key, size=reader.size, sha256=reader.sha256)

    def put_new(self, key: str, data: bytes, *, media_type: str | None = None) -> bool:
        # minio-py's put_object cannot send If-None-Match (passed as metadata it silently overwrites); a presigned PUT
        # with the header can.
        with _wrapped():
            url = self._client.presigned_put_object(
                bucket_name=self._bucket, object_name=check_key(key), expires=timedelta(minutes=5)
            )
            headers = {"If-None-Match": "*", "Content-Type": media_type or "application/octet-stream"}
            answer = self._pool.request("PUT", url, body=data, headers=headers)
        if answer.status in (409, 412):
            return False
        if answer.status != 200:
            raise StorageError(f"the storage refused a conditional write: {answer.status}")
        return True

    def get(self, key: str, *, start: int = 0, length: int | None = None) -> bytes:
        return b"".join(self.stream(key, start=start, length=length))

    def stream(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        if length == 0:
            self._must_exist(key)
            return iter(())
        with _wrapped(key):
            try:
                answer = self._client.get_object(
                    bucket_name=self._bucket, object_name=check_key(key), offset=start, length=length or 0
                )
            except S3Error as exc:
                if exc.code == "InvalidRange":  # beyond the end
                    return iter(())
                raise
        return _chunks(answer)

    def _must_exist(self, key: str) -> None:
        if self.stat(key) is None:
            raise ObjectNotFoundError(f"there is no object {key}")

    def stat(self, key: str) -> ObjectInfo | None:
        with _wrapped():
            try:
                found = self._client.stat_object(bucket_name=self._bucket, object_name=check_key(key))
            except S3Error as exc:
                if exc.code in _MISSING:
                    return None
                raise
        return _info(key, found.size, found.last_modified)

    def delete(self, key: str) -> None:
        with _wrapped():
            self._client.remove_object(bucket_name=self._bucket, object_name=check_key(key))

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        with _wrapped():
            for found in self._client.list_objects(bucket_name=self._bucket, prefix=prefix, recursive=True):
                if found.object_name is not None and not found.is_dir:
                    yield _info(found.object_name, found.size, found.last_modified)

    def presign_put(self, key: str, expires: timedelta) -> str:
        with _wrapped():
            return self._public.presigned_put_object(
                bucket_name=self._bucket, object_name=check_key(key), expires=expires
            )

    def presign_get(self, key: str, expires: timedelta) -> str:
        with _wrapped():
            return self._public.presigned_get_object(
                bucket_name=self._bucket, object_name=check_key(key), expires=expires
            )

    # ------------------------------------------------------------ parts: plain S3 calls, presigned by minio-py

    def begin_parts(self, key: str) -> str:
        answer = self._ask("POST", key, {"uploads": ""})
        token = _text(answer.data, "UploadId")
        if answer.status != 200 or token is None:
            raise StorageError(f"the storage refused an upload in parts: {answer.status}")
        return token

    def presign_part(self, key: str, token: str, number: int, expires: timedelta) -> str:
        return self._signed(self._public, "PUT", key, expires, {"partNumber": str(number), "uploadId": token})

    def join_parts(self, key: str, token: str) -> bool:
        parts = list(self._parts(key, token))
        if not parts:
            return False
        body = "".join(f"<Part><PartNumber>{n}</PartNumber><ETag>{escape(etag)}</ETag></Part>" for n, etag in parts)
        whole = f"<CompleteMultipartUpload>{body}</CompleteMultipartUpload>".encode()
        answer = self._ask("POST", key, {"uploadId": token}, whole)
        # S3 may say 200 and tell of an error in the body.
        if answer.status != 200 or not _elements(answer.data, "CompleteMultipartUploadResult"):
            why = _text(answer.data, "Code") or str(answer.status)
            if why == "EntityTooSmall":
                return False
            raise StorageError(f"the storage did not join the parts: {why}")
        return True

    def drop_parts(self, key: str, token: str) -> None:
        answer = self._ask("DELETE", key, {"uploadId": token})
        if answer.status not in (200, 204, 404):
            raise StorageError(f"the storage did not drop the parts: {answer.status}")

    def _parts(self, key: str, token: str) -> Iterator[tuple[int, str]]:
        """Number and ETag of the parts that are there, in order; a listing has at most a thousand of them."""
        marker: str | None = "0"
        while marker is not None:
            answer = self._ask("GET", key, {"uploadId": token, "part-number-marker": marker})
            if answer.status == 404:
                return
            if answer.status != 200:
                raise StorageError(f"the storage did not list the parts: {answer.status}")
            found = _elements(answer.data, "Part")
            yield from ((int(part["PartNumber"]), part["ETag"]) for part in found)
            more = _text(answer.data, "IsTruncated") == "true"
            marker = _text(answer.data, "NextPartNumberMarker") if more and found else None

    def _ask(self, method: str, key: str, query: dict[str, str], body: bytes | None = None) -> urllib3.BaseHTTPResponse:
        with _wrapped():
            url = self._signed(self._client, method, key, timedelta(minutes=5), query)
            return self._pool.request(method, url, body=body)

    def _signed(self, client: Minio, method: str, key: str, expires: timedelta, query: dict[str, str]) -> str:
        with _wrapped():
            return client.get_presigned_url(
                method, self._bucket, check_key(key), expires=expires, extra_query_params=dict(query)
            )

    def check(self) -> None:
        with _wrapped():
            if not self._client.bucket_exists(bucket_name=self._bucket):
                raise StorageError(f"the storage has no bucket {self._bucket}")


def _elements(xml: bytes, name: str) -> list[dict[str, str]]:
    """The elements of this name with the texts of their children, whatever their namespace."""
    try:
        root = ElementTree.fromstring(xml.strip())  # Ceph keeps waiting clients alive with spaces
    except ElementTree.ParseError as exc:
        raise StorageError("the storage's answer is no XML") from exc
    found = (element for element in root.iter() if _local(element.tag) == name)
    return [{_local(child.tag): child.text or "" for child in element} for element in found]


def _text(xml: bytes, name: str) -> str | None:
    """The text of the first element of this name."""
    try:
        root = ElementTree.fromstring(xml.strip())  # Ceph keeps waiting clients alive with spaces
    except ElementTree.ParseError:
        return None
    return next((element.text for element in root.iter() if _local(element.tag) == name), None)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


@contextmanager
def _wrapped(key: str | None = None) -> Iterator[None]:
    try:
        yield
    except S3Error as exc:
        if key is not None and exc.code in _MISSING:
            raise ObjectNotFoundError(f"there is no object {key}") from exc
        raise StorageError(f"the storage refused: {exc.code}") from exc
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as exc:
        raise StorageError(f"the storage does not answer: {exc.__class__.__name__}") from exc


def _chunks(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        with _wrapped():
            yield from answer.stream(_CHUNK)
    finally:
        answer.close()
        answer.release_conn()


def _info(key: str, size: int | None, modified: datetime | None) -> ObjectInfo:
    return ObjectInfo(key=key, size=size or 0, modified=modified or _LONG_AGO)
