package sagemaker

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
	"golang.org/x/time/rate"

	"modelreg/sync"
)

// Options say which registry to open and how to treat it.
type Options struct {
	Region    string
	AccountID string // twelve digits; credentials of another account are refused
	RoleARN   string // assumed before anything else; empty: the credentials as they are
	Profile   string // of the AWS configuration, where the credentials are from; empty: as the environment says

	// Embedded is the transport of an embedded registry, in place of AWS. No
	// environment, profile or credential chain is read then, and no role assumed.
	Embedded http.RoundTripper

	RateLimit   float64       // requests a second at most; 0: 5, embedded: as many as it takes
	SearchRate  float64       // of which Search, which throttles earlier; 0: 2, embedded: as many as it takes
	Concurrency int           // calls in flight while describing; 0: 4
	MaxAttempts int           // tries a call gets; 0: 8
	MaxBackoff  time.Duration // longest pause between two tries; 0: 20 s, embedded: 50 ms

	// Logf hears what goes on beside the answers: throttling, a Search that is
	// denied. It may be called from several goroutines. Nil: nobody listens.
	Logf func(format string, args ...any)
}

// identityAttempts is how often the first call is tried. Nothing depends on it
// yet, and whoever cannot reach AWS wants to know soon.
const identityAttempts = 3

// attemptTimeout ends a call that gets no answer. The largest answer is a page
// of a hundred records with model cards of up to 100,000 characters.
const attemptTimeout = 90 * time.Second

// A Target is the model registry of one account in one region.
// It is safe for concurrent use.
type Target struct {
	api         *sm.Client
	objects     *s3.Client // nil: embedded
	concurrency int
	logf        func(format string, args ...any)
}

var _ sync.Target = (*Target)(nil)

// Open connects to a registry. It makes one call to STS, or two with a role,
// and fails unless the credentials belong to the account of the options.
func Open(ctx context.Context, o Options) (*Target, error) {
	o = o.withDefaults()
	cfg, err := configure(ctx, o)
	if err != nil {
		return nil, err
	}
	identity := sts.NewFromConfig(cfg, func(so *sts.Options) { so.RetryMaxAttempts = identityAttempts })
	if err := checkAccount(ctx, identity, o.AccountID); err != nil {
		return nil, err
	}
	limits := &limits{
		all: newLimiter(rate.Limit(o.RateLimit)), search: newLimiter(rate.Limit(o.SearchRate)),
		logf: o.Logf,
	}
	api := sm.NewFromConfig(cfg, func(so *sm.Options) {
		so.APIOptions = append(so.APIOptions, limits.install)
	})
	t := &Target{api: api, concurrency: o.Concurrency, logf: o.Logf}
	if o.Embedded == nil {
		t.objects = s3.NewFromConfig(cfg, func(so *s3.Options) {
			so.DisableLogOutputChecksumValidationSkipped = true // many objects have none
		})
	}
	return t, nil
}

// withDefaults fills in what the options leave open.
func (o Options) withDefaults() Options {
	requests, search, backoff := 5.0, 2.0, 20*time.Second
	if o.Embedded != nil {
		requests, search, backoff = float64(rate.Inf), float64(rate.Inf), 50*time.Millisecond
	}
	o.RateLimit = cmp.Or(o.RateLimit, requests)
	o.SearchRate = cmp.Or(o.SearchRate, search)
	o.Concurrency = cmp.Or(o.Concurrency, 4)
	o.MaxAttempts = cmp.Or(o.MaxAttempts, 8)
	o.MaxBackoff = cmp.Or(o.MaxBackoff, backoff)
	if o.Logf == nil {
		o.Logf = func(string, ...any) {}
	}
	return o
}

// configure gives the SDK's configuration: the default chain, the role on top of it.
func configure(ctx context.Context, o Options) (aws.Config, error) {
	retryer := func() aws.Retryer {
		return retry.NewStandard(func(so *retry.StandardOptions) {
			so.MaxAttempts = o.MaxAttempts
			so.MaxBackoff = o.MaxBackoff
			so.RateLimiter = ratelimit.None
		})
	}
	if o.Embedded != nil {
		return aws.Config{
			Region:       o.Region,
			BaseEndpoint: aws.String("http://registry.invalid"), // never resolved: the transport answers
			HTTPClient:   &http.Client{Transport: o.Embedded},
			Retryer:      retryer,
			// The embedded registry takes the account from the access key.
			Credentials: credentials.NewStaticCredentialsProvider(o.AccountID, "embedded", ""),
		}, nil
	}
	cfg, err := config.LoadDefaultConfig(ctx,
		config.WithRegion(o.Region),
		config.WithSharedConfigProfile(o.Profile),
		config.WithAppID("modelreg"),
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(attemptTimeout)),
		config.WithRetryer(retryer),
		config.WithLogger(logging.LoggerFunc(func(_ logging.Classification, format string, v ...any) {
			o.Logf("AWS SDK: "+format, v...)
		})))
	if err != nil {
		return aws.Config{}, fmt.Errorf("reading the AWS configuration: %w", err)
	}
	if o.RoleARN != "" {
		cfg.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(
			sts.NewFromConfig(cfg), o.RoleARN,
			func(so *stscreds.AssumeRoleOptions) { so.RoleSessionName = "modelreg" }))
	}
	return cfg, nil
}

// checkAccount asks whose credentials these are. Syncing the wrong account
// would fill it with packages, so no other call goes before this one.
func checkAccount(ctx context.Context, client *sts.Client, account string) error {
	who, err := client.GetCallerIdentity(ctx, nil)
	if err != nil {
		return callError(err, "finding out the account of the credentials")
	}
	if got := aws.ToString(who.Account); got != account {
		return fmt.Errorf("credentials of %q belong to account %q; the target's accountId is %q",
			aws.ToString(who.Arn), got, account)
	}
	return nil
}
