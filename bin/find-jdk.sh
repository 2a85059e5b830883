# Finds a JDK 25. Read by bin/penstock and by mvnw, which both must work where an older Java stands first.
# find_java sets java_home; it fails where there is none. need_java says what to install, and ends.

say() { printf 'penstock: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

follow() { # the file at the end of a chain of symbolic links
    link=$1
    while [ -L "$link" ]; do
        next=$(readlink "$link")
        case $next in
            /*) link=$next ;;
            *) link=$(dirname -- "$link")/$next ;;
        esac
    done
    printf '%s\n' "$link"
}

version_of() { # reads the version a JDK's own release file states; starts no JVM
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
    sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][^"]*\)"\{0,1\}.*/\1/p' "$1/release"
}

is_25() {
    case $(version_of "$1" || :) in
        25 | 25.* | 25-*) return 0 ;;
        *) return 1 ;;
    esac
}

java_on_path() {
    found=$(command -v java) || return 1
    dirname -- "$(dirname -- "$(follow "$found")")"
}

find_java() {
    if [ -n "${PENSTOCK_JAVA_HOME:-}" ]; then
        is_25 "$PENSTOCK_JAVA_HOME" || die "PENSTOCK_JAVA_HOME is $PENSTOCK_JAVA_HOME, which is no JDK 25" \
            "(its release file says: $(version_of "$PENSTOCK_JAVA_HOME" || echo nothing)). Set it to a JDK 25 or unset it."
        java_home=$PENSTOCK_JAVA_HOME
        return
    fi
    for java_home in "${JAVA_HOME:-}" "$(java_on_path || :)" /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* \
        "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/* \
        "${HOME:-}"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
        if [ -n "$java_home" ] && is_25 "$java_home"; then return; fi
    done
    if [ -x /usr/libexec/java_home ] && java_home=$(/usr/libexec/java_home -v 25 2>/dev/null) && is_25 "$java_home"; then
        return
    fi
    java_home=
    return 1
}

need_java() {
    find_java && return
    say "no JDK 25 found (looked at PENSTOCK_JAVA_HOME, JAVA_HOME, PATH and the usual folders)."
    say "Install one, for example Eclipse Temurin 25:"
    say "  Debian, Ubuntu: apt install openjdk-25-jdk-headless (or temurin-25-jdk)    Fedora: dnf install java-25-openjdk-devel"
    say "  macOS: brew install openjdk@25    anywhere: sdk install java 25-tem"
    die "or set PENSTOCK_JAVA_HOME to the folder of one you have."
}
