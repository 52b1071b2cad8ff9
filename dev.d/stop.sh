# ./dev stop: ends the project's server and clusters, found by their process files.
# shellcheck shell=bash

stop_everything() {
    stop_pid "$RUN/demo.pid" "the demo server"
    stop_cluster demo
    stop_cluster test
}

[ "$command" != stop ] || stop_everything
