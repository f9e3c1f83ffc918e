package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/gcerrors"

	"github.com/usher-dev/usher/run/engine"
)

// files keeps what people hand in, in a bucket: a folder for now.
type files struct{ bucket *blob.Bucket }

func openFiles(dir string) (*files, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("files folder: %w", err)
	}
	b, err := fileblob.OpenBucket(filepath.Clean(dir), &fileblob.Options{Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		return nil, fmt.Errorf("files folder: %w", err)
	}
	return &files{b}, nil
}

// Put implements server.Files.
func (f *files) Put(ctx context.Context, hash string, data []byte) error {
	if ok, err := f.bucket.Exists(ctx, hash); err == nil && ok {
		return nil
	}
	return f.bucket.WriteAll(ctx, hash, data, nil)
}

// Get implements server.Files.
func (f *files) Get(ctx context.Context, hash string) ([]byte, error) {
	data, err := f.bucket.ReadAll(ctx, hash)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, engine.ErrNotFound
	}
	return data, err
}
