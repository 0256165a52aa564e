# docker build -t duckgres .
# docker run -p 5432:5432 -v duckgres:/var/lib/duckgres duckgres
#
# Data, certificate and configuration are below /var/lib/duckgres, the working directory: a
# duckgres.yaml there is read, and every setting is an environment variable too (docs/settings.md).

FROM python:3.11-slim AS build
WORKDIR /source
RUN python -m venv /opt/duckgres
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY setup.cfg pyproject.toml constraints.txt README.md LICENSE ./
COPY duckgres ./duckgres
RUN /opt/duckgres/bin/pip install --constraint constraints.txt setuptools \
 && /opt/duckgres/bin/pip install --constraint constraints.txt --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --user-group --home-dir /var/lib/duckgres --create-home duckgres \
 && install --directory --owner duckgres --group duckgres /var/cache/duckgres
COPY --from=build /opt/duckgres /opt/duckgres
ENV PATH=/opt/duckgres/bin:$PATH NUMBA_CACHE_DIR=/var/cache/duckgres PYTHONUNBUFFERED=1
USER duckgres
WORKDIR /var/lib/duckgres
# The row kernels are compiled here and not at the first start.
RUN python -c "from duckgres.rows.arrow_rows import warm_up; warm_up()"
VOLUME /var/lib/duckgres
EXPOSE 5432
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s \
  CMD ["python", "-c", "import os, socket; socket.create_connection(('127.0.0.1', int(os.environ.get('DUCKGRES_PORT') or 5432)), 2).close()"]
ENTRYPOINT ["duckgres"]
