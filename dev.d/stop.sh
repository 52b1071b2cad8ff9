# ./dev stop: ends the project's server and clusters, found by their process files.

for file in "$RUN"/demo-*.pid; do
    stop_pid "$file" "the demo server"
done
stop_cluster demo
stop_cluster test
