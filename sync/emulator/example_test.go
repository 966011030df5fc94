package emulator_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"modelreg/sync/emulator"
)

func Example() {
	reg, err := emulator.Open("", emulator.Instant())
	if err != nil {
		fmt.Println(err)
		return
	}
	client := sagemaker.New(sagemaker.Options{
		Region:      "eu-west-1",
		Credentials: credentials.NewStaticCredentialsProvider("000000000000", "any", ""),
		HTTPClient:  &http.Client{Transport: emulator.Transport(reg)},
	})
	out, err := client.CreateModelPackageGroup(context.Background(), &sagemaker.CreateModelPackageGroupInput{
		ModelPackageGroupName: aws.String("churn"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*out.ModelPackageGroupArn, reg.Close())
	// Output: arn:aws:sagemaker:eu-west-1:000000000000:model-package-group/churn <nil>
}
