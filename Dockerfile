# One image for every service of yusuan; docker-compose.yml says which command each container runs.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
WORKDIR /build
COPY requirements.lock requirements-uv.lock ./
RUN python3 -m venv /opt/yusuan \
 && /opt/yusuan/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-uv.lock \
 && /opt/yusuan/bin/uv pip install --no-cache --python /opt/yusuan/bin/python --require-hashes -r requirements.lock
COPY pyproject.toml requirements.in README.md ./
COPY shared shared
COPY services services
COPY samples samples
RUN /opt/yusuan/bin/uv pip install --no-cache --python /opt/yusuan/bin/python --no-deps --no-build-isolation . \
 && /opt/yusuan/bin/python -m compileall -q /opt/yusuan/lib \
 && /opt/yusuan/bin/python -m pip uninstall --quiet --yes uv

FROM ${PYTHON_IMAGE}
# What else is to be installed: with EXTRA_PACKAGES=libreoffice-writer-nogui old Word files (.doc) are read too.
ARG EXTRA_PACKAGES=
# tesseract is the second engine that cross-reads doubtful figures of scans; tini hands signals on.
RUN apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-chi-sim tini ${EXTRA_PACKAGES} \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /var/lib/yusuan yusuan
COPY --from=build /opt/yusuan /opt/yusuan
ENV PATH=/opt/yusuan/bin:$PATH PYTHONUNBUFFERED=1 YUSUAN_DATA=/var/lib/yusuan
USER yusuan
WORKDIR /var/lib/yusuan
ENTRYPOINT ["tini", "--", "yusuan"]
CMD ["--help"]
