package sagemaker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// ReadObject reads an object from S3 by its s3:// URI, with the credentials of
// the target, in its region. One of more than most bytes is not read. An
// embedded registry has no S3.
func (t *Target) ReadObject(ctx context.Context, uri string, most int64) (_ []byte, err error) {
	if t.objects == nil {
		return nil, errors.New("an embedded registry has no S3 to read from")
	}
	bucket, key, ok := strings.Cut(strings.TrimPrefix(uri, "s3://"), "/")
	if !ok || !strings.HasPrefix(uri, "s3://") || bucket == "" || key == "" {
		return nil, fmt.Errorf("%q is no object in S3", uri)
	}
	out, err := t.objects.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, objectError(err, uri, t.objects.Options().Region)
	}
	defer func() { err = errors.Join(err, out.Body.Close()) }()
	if size := aws.ToInt64(out.ContentLength); size > most {
		return nil, fmt.Errorf("it has %d bytes, and %d is the most that is read", size, most)
	}
	text, err := io.ReadAll(io.LimitReader(out.Body, most+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", uri, err)
	}
	if int64(len(text)) > most {
		return nil, fmt.Errorf("it has more than %d bytes, which is the most that is read", most)
	}
	return text, nil
}

// objectError says what to do about an answer of S3, whose head tells where the
// bucket is.
func objectError(err error, uri, asked string) error {
	err = callError(err, "reading %s", uri)
	var answer *awshttp.ResponseError
	if !errors.As(err, &answer) || answer.HTTPResponse() == nil {
		return err
	}
	if region := answer.HTTPResponse().Header.Get("X-Amz-Bucket-Region"); region != "" && region != asked {
		return fmt.Errorf("%w; the bucket is in %s, and the target in %s", err, region, asked)
	}
	return err
}
