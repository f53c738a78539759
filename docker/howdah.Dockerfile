# The image of Howdah, for those with a container engine. From the root of the repository:
#   docker build -f docker/howdah.Dockerfile --build-arg SDK_IMAGE=<image with the .NET 10 SDK> -t howdah:dev .
ARG SDK_IMAGE
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${SDK_IMAGE} AS build
ARG TARGETARCH=amd64
WORKDIR /src
COPY Directory.Build.props Directory.Packages.props global.json .editorconfig ./
COPY eng/analyzers eng/analyzers
COPY src src
RUN set -e; case "$TARGETARCH" in amd64) rid=linux-x64 ;; arm64) rid=linux-arm64 ;; *) echo "no build for $TARGETARCH" >&2; exit 1 ;; esac; \
    for project in Operator Sidecar Worker Cli; do \
        dotnet publish "src/$project" -c Release -r $rid --self-contained -p:PublishSingleFile=true -p:PublishTrimmed=true \
            -p:PublishReadyToRun=true -p:DebugType=embedded -p:GenerateDocumentationFile=false -p:RunAnalyzers=false -o "/out/$project" -nologo -v quiet; \
        find "/out/$project" -maxdepth 1 -type f -perm -u+x -name 'howdah*' -exec install -D -m 755 -t /opt/howdah {} \; ; \
    done

FROM ${BASE_IMAGE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libssl3 libstdc++6 netbase tzdata zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 howdah && useradd --uid 10001 --gid 10001 --home-dir /nonexistent --shell /bin/sh howdah
COPY --from=build /opt/howdah /opt/howdah
ENV PATH=/opt/howdah:/usr/sbin:/usr/bin:/sbin:/bin DOTNET_EnableDiagnostics=0
USER 10001:10001
