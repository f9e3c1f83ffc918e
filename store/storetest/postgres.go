package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Server is a PostgreSQL server of a test's own.
type Server struct {
	URL   string // of its database "postgres"
	dir   string
	bin   string
	cred  *syscall.Credential
	leash io.Closer // the server ends when it is closed
}

// Variable names the environment variable with the address of a server to use.
const Variable = "USHER_TEST_POSTGRES"

var schemas atomic.Int64

// Postgres is a new, empty schema on the server that Variable names, else on
// one that this test starts and stops.
func Postgres(t testing.TB) Database {
	t.Helper()
	address := os.Getenv(Variable)
	if address == "" {
		s, err := shared()
		if err != nil {
			refuse(t, err)
		}
		address = s.URL
	}
	return schema(t, address)
}

// shared is the one server of this test process. It waits for no disk.
var shared = sync.OnceValues(func() (*Server, error) { return start(false) })

// errNone says that there is nothing to start.
var errNone = errors.New("PostgreSQL is not installed, and " + Variable + " is not set")

// refuse skips where there is no PostgreSQL, which CI must have.
func refuse(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, errNone) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	t.Fatal(err)
}

// schema makes a schema and returns it as a database; it is dropped at the end.
func schema(t testing.TB, address string) Database {
	t.Helper()
	db, drop, err := Schema(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Logf("drop the test's schema: %v", err)
		}
	})
	return db
}

// Schema makes a new, empty schema on the server at address, for a program that
// is no test. drop drops it.
func Schema(ctx context.Context, address string) (_ Database, drop func() error, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return Database{}, nil, errors.New("the server's address is no URL")
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		return Database{}, nil, fmt.Errorf("open the server: %w", err)
	}
	name := fmt.Sprintf("usher_test_%d_%d_%d", os.Getpid(), time.Now().UnixNano(), schemas.Add(1))
	if _, err := db.ExecContext(ctx, "CREATE SCHEMA "+name); err != nil {
		return Database{}, nil, errors.Join(fmt.Errorf("make a schema: %w", err), db.Close())
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	drop = func() error {
		_, err := db.ExecContext(context.WithoutCancel(ctx), "DROP SCHEMA IF EXISTS "+name+" CASCADE")
		return errors.Join(err, db.Close())
	}
	return Database{Name: "postgres", URL: u.String(), Nodes: true, Keeps: true}, drop, nil
}

// Database is a new, empty schema on the server.
func (s *Server) Database(t testing.TB) Database {
	t.Helper()
	return schema(t, s.URL)
}

// StartPostgres starts a server in a temporary folder and stops it when the
// test ends. durable: it waits for the disk at each commit, as a real one does.
// Without PostgreSQL's programs the test is skipped; where CI=true it fails.
func StartPostgres(t testing.TB, durable bool) *Server {
	t.Helper()
	s, err := start(durable)
	if err != nil {
		refuse(t, err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// NewServer starts a server that waits for the disk at each commit, for a
// program that is no test. It ends with Close, or with the program.
func NewServer() (*Server, error) { return start(true) }

// Close stops the server and throws its data away, soon after it returns.
func (s *Server) Close() error { return s.leash.Close() }

func start(durable bool) (*Server, error) {
	s := &Server{bin: programs()}
	if s.bin == "" {
		return nil, errNone
	}
	var err error
	if s.dir, err = os.MkdirTemp("", "usher-pg-"); err != nil {
		return nil, err
	}
	if err := s.unroot(); err != nil {
		return nil, fmt.Errorf("PostgreSQL refuses to run as root: %w", err)
	}
	if out, err := s.command("initdb", "-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := s.configure(durable); err != nil {
		return nil, err
	}
	if err := s.watch(); err != nil {
		return nil, err
	}
	s.URL = fmt.Sprintf("postgres://postgres@/postgres?host=%s&port=5432", url.QueryEscape(s.dir))
	return s, s.up()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// watch sees that the server ends with this process, however that ends: a shell
// waits for the other end of a pipe to close.
func (s *Server) watch() error {
	c := s.command("sh")
	c.Path = "/bin/sh"
	c.Args = []string{"sh", "-c", `cat >/dev/null; "$0" -D "$1/data" -m immediate stop; cd /; rm -rf "$1"`, filepath.Join(s.bin, "pg_ctl"), s.dir}
	var err error
	if s.leash, err = c.StdinPipe(); err != nil {
		return err
	}
	return c.Start()
}

func (s *Server) configure(durable bool) error {
	lines := []string{ // the port only names the socket: it listens nowhere else
		"listen_addresses = ''", "unix_socket_directories = '" + s.dir + "'", "port = 5432",
		"max_connections = 200", "shared_buffers = 64MB", "logging_collector = off", "autovacuum = on",
	}
	if !durable {
		lines = append(lines, "fsync = off", "synchronous_commit = off", "full_page_writes = off")
	}
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString("\n" + strings.Join(lines, "\n") + "\n")
	return errors.Join(err, f.Close())
}

// Start starts the server after Stop; it returns when it answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.up(); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) up() error {
	log := filepath.Join(s.dir, "log")
	out, err := s.command("pg_ctl", "-D", s.data(), "-l", log, "-w", "-t", "60", "start").CombinedOutput()
	if err != nil {
		said, _ := os.ReadFile(log)
		return fmt.Errorf("start PostgreSQL: %w\n%s\n%s", err, out, said)
	}
	return nil
}

// Stop stops the server at once, as a crash does.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	out, err := s.command("pg_ctl", "-D", s.data(), "-m", "immediate", "-w", "stop").CombinedOutput()
	if err != nil {
		t.Fatalf("stop PostgreSQL: %v\n%s", err, out)
	}
}

func programs() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// unroot finds another user to run as where the tests run as root, which
// PostgreSQL refuses to.
func (s *Server) unroot() error {
	if os.Geteuid() != 0 {
		return nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return err
		}
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(who.Gid)
	if err != nil {
		return err
	}
	s.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.dir, uid, gid)
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "LC_ALL=C")
	if s.cred != nil {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: s.cred}
	}
	return c
}
